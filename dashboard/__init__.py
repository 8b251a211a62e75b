"""SHOW: the Streamlit app; it reads, draws, and never waits on a provider."""
