"""RUN: wires the rooms together, and decides nothing about the domain."""
