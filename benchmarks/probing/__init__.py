"""How truly Brownout measures, on time or not, and what it costs, beside others."""
