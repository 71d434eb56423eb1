# The list, the switcher, the keys.
switcher-title = Go to
switcher-hint = Name or command
list-unfold = Show the whole list
list-width = Width of the list
list-only-unread = Unread only
list-read-all = Mark all as read
list-no-unread = Everything is read
mute-until = Muted until { $moment }
shortcuts-switcher = Go to a conversation or command
shortcuts-previous = Previous conversation
shortcuts-next-unread = Next unread conversation
shortcuts-previous-unread = Previous unread conversation
shortcuts-details = Details of the conversation
shortcuts-fold = Fold or unfold the list
shortcuts-explain = Press a line, then the keys that should do it
shortcuts-press = Press the keys…
shortcuts-reset = Back to its usual keys
shortcuts-reset-all = Reset all
shortcuts-plain = Keys that write can't be used alone. Hold Ctrl or Alt with it
shortcuts-reserved = Texts or windows need these keys
shortcuts-taken = These keys are used for: { $name }
shortcuts-lock = Lock the window
shortcuts-emoji = Emoji
notice-open = Open
notice-request = You have a new message request
notice-several = { $count } new messages, the last from { $name }
notice-messages =
    { $count ->
        [one] 1 new message
       *[other] { $count } new messages
    }

# Several accounts.
accounts-title = Accounts
accounts-explain = Each account has its own store and its own way through the network. They share this window, its settings and the proxy.
account-add = Add an account
account-add-failed = The proxy of this account can't be read, so no account was added
account-number = Account { $number }
account-present = Shown now
account-go = Switch
account-shown = { $name }, shown now
account-switch = Switch to { $name }
account-switch-unread = Switch to { $name }, { $unread }
shortcuts-next-account = Next account

# Links into the program.
program-link-chat = Write to this person?
program-link-chat-text = A link leads to somebody you do not know yet. Whoever gave you the link may tell you who has this Account ID.
program-link-write = Write a message
program-link-community = Community
program-link-room = { $room } on { $host }
program-link-community-text = This is the address of a community. This version of Onionskin can't join communities yet; the address can be copied for another client.
