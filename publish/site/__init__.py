"""The public status page: files that any web server can serve, written anew every minute."""
