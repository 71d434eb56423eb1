# The onion path.
path-title = Onion path
path-explain = Your messages pass three service nodes. None of them knows both you and whom you write to
path-you = You
path-guard = Guard
path-node = Service node
path-destination = Destination
path-none-connecting = A path is being built
path-none-offline = There is no path now. It is tried again with growing pauses
path-rebuild = Build new paths
path-retry = Try now
path-proxied = A proxy carries all connections
path-known =
    { $count ->
        [one] 1 service node is known
       *[other] { $count } service nodes are known
    }
