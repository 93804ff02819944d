"""What a reviewer reads: one data model of a conversion, and one file per format."""
