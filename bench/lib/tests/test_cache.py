"""Run by: python3 -m unittest discover -s bench/lib -t bench/lib"""

import array
import tempfile
import unittest
from collections import Counter
from pathlib import Path

from telpherbench import suite
from telpherbench.cachebench import hit_percent, zipf
from telpherbench.rounds import Sample


def judged(*results):
    return [{"id": "a", "tests": [{"id": str(n), "kind": kind, "result": result} for n, (kind, result) in enumerate(results)]}]


class Trace(unittest.TestCase):
    def test_a_trace_is_always_the_same_and_has_the_asked_length(self):
        with tempfile.TemporaryDirectory() as folder:
            first, second = (zipf(Path(folder) / name, 1_000, 5_000).read_bytes() for name in "ab")
            self.assertEqual(len(first), 4 * 5_000)
            self.assertEqual(first, second)

    def test_what_is_popular_is_asked_for_in_proportion_to_its_rank(self):
        with tempfile.TemporaryDirectory() as folder:
            numbers = array.array("I", zipf(Path(folder) / "trace", 1_000, 200_000).read_bytes())
            often = [count for _number, count in Counter(numbers).most_common(10)]
            self.assertAlmostEqual(often[0] / often[9], 10 ** 0.9, delta=1)


class Hits(unittest.TestCase):
    def test_a_hit_is_what_the_origin_has_not_seen(self):
        sample = Sample(round=0, case="zipf", subject="us", requests=200, failed=0, seconds=1, user_micros=1, system_micros=1,
                        per_second=1, upstream_connections=0, upstream_requests=50, others=0)
        self.assertEqual(hit_percent(sample), 75)


class Scores(unittest.TestCase):
    def test_what_stands_upon_a_failed_test_is_not_counted_as_passed(self):
        suites = judged(("required", "pass"), ("required", "fail"), ("required", "dependency"), ("optimal", "pass"))
        self.assertEqual(suite.score(suites, "required"), (1, 1, 3))
        self.assertEqual(suite.score(suites, "optimal"), (1, 0, 1))


if __name__ == "__main__":
    unittest.main()
