// Runs the public cache tests and prints, as JSON, each test with its kind and result.
// node suite.mjs FOLDER-OF-THE-SUITE FOLDER-OF-ITS-ENGINE http://ADDRESS [ID-OF-ONE-TEST]
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [folder, engine, base, only] = process.argv.slice(2)
const load = (...names) => import(pathToFileURL(path.join(...names)))
const { runTests, getResults } = await load(engine, 'client/runner.mjs')
const suites = (await load(folder, 'tests/index.mjs')).default

const chosen = suites
  .map(suite => ({ ...suite, tests: suite.tests.filter(test => !test.browser_only && (!only || test.id === only)) }))
  .filter(suite => suite.tests.length)
if (only) chosen.forEach(suite => suite.tests.forEach(test => { test.dump = true }))
const print = console.log
console.log = console.error // what a test dumps must not mix with the results
await runTests(chosen, fetchOf(engine), false, base, 25)
const seen = getResults()
const tests = new Map(suites.flatMap(suite => suite.tests).map(test => [test.id, test]))

// What the suite has asked with since it was written, or what Node.js has.
function fetchOf (engine) {
  try {
    return createRequire(path.join(engine, 'cli.mjs'))('node-fetch')
  } catch {
    return fetch
  }
}

// As the suite's own page judges: first what the test stands upon, then the test.
function judged (id) {
  const outcome = seen[id]
  if (outcome === undefined) return 'not run'
  if (!only && (tests.get(id).depends_on || []).some(below => judged(below) !== 'pass')) return 'dependency'
  if (outcome === true) return 'pass'
  if (outcome[0] === 'Setup' || outcome[0] === 'SetupError') return outcome[1] === 'retry' ? 'retry' : 'setup'
  return outcome[0] === 'Assertion' ? 'fail' : 'broken'
}

print(JSON.stringify(chosen.map(suite => ({
  id: suite.id,
  name: suite.name,
  tests: suite.tests.map(test => ({
    id: test.id,
    kind: test.cdn_only && test.kind !== 'check' ? 'cdn' : test.kind || 'required', // of which nobody but CDNs must take notice
    result: judged(test.id),
    why: seen[test.id] === true ? '' : String((seen[test.id] || [])[1] || '')
  }))
}))))
