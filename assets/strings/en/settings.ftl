# Sentences of the settings screens.
