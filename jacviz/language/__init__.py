"""The maths language: its names, its reference and its whitelisted parser. No torch, no Qt, no eval."""
