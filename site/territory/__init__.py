"""The area tree: city, district, street, community, grid."""
