# Reasons why something did not work.
failure-offline = There is no connection to the network
failure-network-trouble = The network did not take it
failure-clock-wrong = The clock of this computer is wrong
failure-refused = The network refused this message
failure-blocked = You blocked this person
failure-storage = The disk is full or can't be written
failure-proxy-unreachable = The proxy can't be reached
failure-internal = Something went wrong in the program
