"""ASK: one ProbeSpec in, one ProbeResult out; knows no database and no history."""
