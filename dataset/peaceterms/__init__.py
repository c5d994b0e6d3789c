"""Who demands what to end the Russia-Ukraine war: stated terms and territorial claims, each provable."""
