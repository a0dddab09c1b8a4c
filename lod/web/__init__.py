"""The server: pages and data of the release that is current."""
