"""Runs a program and writes down what it cost: process time, wall time in seconds, and its peak memory as the system counts.

A program's peak begins at that of the one which started it; this one is small, so that no other's memory is counted.
"""

import json
import os
import sys
import time

report, *command = sys.argv[1:]
begun = time.perf_counter()
child = os.posix_spawnp(command[0], command, os.environ)
_, status, used = os.wait4(child, 0)
wall = time.perf_counter() - begun
with open(report, "w", encoding="utf-8") as file:
    json.dump([used.ru_utime + used.ru_stime, wall, used.ru_maxrss], file)
exit_status = os.waitstatus_to_exitcode(status)
sys.exit(exit_status if exit_status >= 0 else 128 - exit_status)
