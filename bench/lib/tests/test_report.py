"""Run by: python3 -m unittest discover -s bench/lib -t bench/lib"""

import unittest

from telpherbench import report
from telpherbench.processes import TICK_MICROS, Cpu
from telpherbench.rounds import Sample


def sample(number, subject, micros=0.0, p99=None, case="1KiB", connections=0, requests=100):
    return Sample(round=number, case=case, subject=subject, requests=100, failed=0, seconds=1, user_micros=micros, system_micros=0,
                  per_second=100, upstream_connections=connections, upstream_requests=requests, others=0, p50_ms=p99, p99_ms=p99)


class Ratios(unittest.TestCase):
    def test_a_ratio_is_of_the_same_round_and_the_median_ignores_one_disturbed_round(self):
        ours, theirs = [10, 20, 90], [20, 40, 90]
        samples = [sample(r, "us", m) for r, m in enumerate(ours)] + [sample(r, "nginx", m) for r, m in enumerate(theirs)]
        self.assertEqual(report.cpu_ratio(samples, "1KiB", "us", "nginx"), 0.5)

    def test_a_round_that_one_of_them_missed_does_not_count(self):
        samples = [sample(0, "us", 10), sample(1, "us", 30), sample(1, "nginx", 20)]
        self.assertEqual(report.cpu_ratio(samples, "1KiB", "us", "nginx"), 1.5)

    def test_no_common_round_gives_no_line(self):
        samples = [sample(0, "us", 10), sample(1, "nginx", 20)]
        self.assertEqual(report.line("ratio x", report.cpu_ratio(samples, "1KiB", "us", "nginx")), [])

    def test_a_latency_below_the_origins_own_counts_as_the_least_that_can_be_told(self):
        samples = [sample(0, "us", p99=1.2), sample(0, "nginx", p99=0.9), sample(0, "direct", p99=1.0)]
        self.assertAlmostEqual(report.added_p99_ratios(samples, "1KiB", "us", "nginx")[0], 2.0)

    def test_reuse_counts_requests_that_needed_no_new_connection(self):
        samples = [sample(0, "us", connections=1, requests=100), sample(1, "us", connections=1, requests=100)]
        self.assertEqual(report.reuse_percent(samples, "1KiB", "us"), 99.0)


class CpuTime(unittest.TestCase):
    def test_threads_own_clocks_give_the_sum_and_ticks_the_split(self):
        before = Cpu(10, 10, {(1, "1"): 0})
        after = Cpu(13, 11, {(1, "1"): 4_400 * TICK_MICROS})
        user, system = after.since(before)
        self.assertAlmostEqual(user + system, 4.4 * TICK_MICROS)
        self.assertAlmostEqual(user / system, 3.0)

    def test_when_a_thread_has_ended_the_ticks_count(self):
        before = Cpu(10, 10, {(1, "1"): 0, (1, "2"): 0})
        after = Cpu(13, 11, {(1, "1"): 100})
        self.assertEqual(after.since(before), (3 * TICK_MICROS, TICK_MICROS))


if __name__ == "__main__":
    unittest.main()
