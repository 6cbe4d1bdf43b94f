# Quanheng 泉衡. `make run` and `make test` are the two commands; the others are for developers.
