"""The HTTP API: what Brownout knows, for programs, on the dashboard's port."""
