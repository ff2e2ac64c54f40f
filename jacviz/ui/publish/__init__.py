"""Pictures and animations to take home: pages that are drawn, and the files that they are written into."""
