# Sentences of the network screens.
