"""Making the artefact from hand-coded comments: data, fit, measure, card. Needs the extra `train`.

Start reading at `make.make`.
"""
