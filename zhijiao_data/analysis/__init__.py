"""Measures computed from the dataset and from codings of it: pure functions on its tables that return tidy frames.

* How far coders agree: `agreement`, `unitising`, `coders`, `agreement_report`.
* What may be said at all: `honesty`; in which words: `messages`.
* Themes: `attention`, `bootstrap`, `confusion`, `depth`, `instruments`, `keyness`.
* Targets: `ambition`, `outcomes`, `specificity`, `allocation`, `pace`, `peers`.
* Diffusion: `citations`, `adoption`, `inheritance`, `attribution`.

Frames name the standing of every text and carry notices of what was not done (:func:`honesty.notices`). Charts draw what these return.
"""
