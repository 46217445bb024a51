"""What Telpher's benches share: processes and their CPU time, load, subjects, rounds and the report. Standard library only."""
