# Sentences of the onboarding screens.
