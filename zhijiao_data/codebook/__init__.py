"""The codebook: YAML files of codes, units, agencies, places and indicators, and the rules that assign them."""
