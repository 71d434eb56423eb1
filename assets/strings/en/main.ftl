# The window, the list of conversations, a conversation. Sentence case; no full stop after a single sentence.
app-name = Onionskin
ok = OK
cancel = Cancel
close = Close
back = Back
continue = Continue
copied = Copied
retry = Try again
save = Save
quit = Quit
opening = Opening…

rail-profile = Your profile and settings
rail-path = Onion path
rail-theme-light = Switch to the light theme
rail-theme-dark = Switch to the dark theme
rail-shortcuts = Keyboard shortcuts

list-title = Messages
list-new = New message
list-search = Search
list-nothing-found = No conversation with this name
list-empty-title = No conversations yet
list-empty-text = Write to somebody by their Account ID, or give them yours
list-label = Conversations
list-draft = Draft:
list-you = You:
list-request = Request
list-blocked = Blocked
list-no-messages = No messages yet
list-unread =
    { $count ->
        [one] 1 unread message
       *[other] { $count } unread messages
    }
note-to-self = Note to Self

menu-copy-id = Copy Account ID
menu-mark-read = Mark as read
menu-block = Block
menu-unblock = Unblock
menu-copy-text = Copy text
menu-retry = Send again
menu-more = More about this conversation

demo-banner = This is a demo: the network and the people are inside this window, and quitting discards everything
welcome-title = Hello, { $name }
welcome-text = Choose a conversation, or start one with an Account ID
welcome-new = New message
welcome-empty-text = Your account is ready. Write to somebody by their Account ID, or give them yours
welcome-share = Copy your Account ID

state-connecting = Connecting…
state-offline = Offline: messages are sent when there is a connection
state-connected = Connected
state-waiting = Trying to send when the connection is back

conversation-today = Today
conversation-yesterday = Yesterday
conversation-unread =
    { $count ->
        [one] { $count } new message
       *[other] { $count } new messages
    }
conversation-note = Messages to yourself, on all your devices
conversation-blocked = Blocked
conversation-request = Wants to write to you
conversation-awaiting = Waits for the first answer
conversation-empty = No messages yet. Say hello
conversation-empty-note = Notes to yourself appear here and on your other devices
conversation-messages = Messages
conversation-jump-unread =
    { $count ->
        [one] Newest messages, { $count } unread
       *[other] Newest messages, { $count } unread
    }
conversation-jump = Jump to the newest message
delivery-sending = Sending
delivery-sent = Sent
delivery-read = Read
delivery-failed = Not sent
message-retry = Try again
message-delete = Delete
message-deleted = This message was deleted
message-incoming = { $name }, { $time }: { $text }
message-outgoing = You, { $time }, { $state }: { $text }

composer-placeholder = Write a message
composer-send = Send
composer-label = Message
composer-blocked = You blocked this person and get no messages from them
composer-unblock = Unblock
composer-left = { $count } left
composer-over = { $count } too many
request-explain = { $name } wants to write to you. Accepting, or answering, lets them see that you did, and your name. They are not told if you decline or block
request-block = Block
awaiting-explain = They have not answered yet. Until they accept, you can send text only

window-back = Back to the list
window-too-busy = The program is busy. Please try again

shortcuts-title = Keyboard shortcuts
shortcuts-new = New message
shortcuts-search = Search conversations and messages
shortcuts-settings = Settings
shortcuts-go = Go to conversation 1 to 9
shortcuts-close = Close the conversation
shortcuts-escape = Close what is on top, go back
shortcuts-zoom-in = Larger
shortcuts-zoom-out = Smaller
shortcuts-zoom-reset = Original size
shortcuts-list = This list
shortcuts-send = Send the message
shortcuts-newline = New line in the message
shortcuts-next = Next conversation

# Looking for messages.
search-results = Search results
search-conversations = Conversations
search-messages = Messages
search-nothing = No results for “{ $query }”
search-nothing-filtered = No messages match these filters
search-running = Searching…
search-indexing = Older messages are still being indexed
search-hit = { $name }, { $time }: { $text }
search-from = From
search-from-anyone = Anyone
search-from-me = From me
search-from-name = From { $name }
search-date = Date
search-any-time = Any time
search-today = Today
search-week = Last 7 days
search-month = Last 30 days
search-year = Last year
search-links = Links
find-field = Search in conversation
find-count = { $at } of { $total }
find-count-more = { $at } of { $total }+
find-none = No results
find-older = Older match
find-newer = Newer match
find-close = Close search
shortcuts-find = Search in the conversation
