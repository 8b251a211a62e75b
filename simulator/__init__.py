"""PRETEND: providers made of loopback HTTP with scripted faults; imports nothing of ours."""
