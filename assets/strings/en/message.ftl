# Messages: their menu, details, choosing, deleting, links.
menu-copy-selection = Copy selection
menu-copy-link = Copy link
menu-select = Select
menu-message-details = Details…
menu-delete-message = Delete…
message-more = Read more
message-less = Show less
message-details = Message
message-details-from = From
message-details-sent = Sent
message-details-received = Received on this device
message-details-state = State
message-details-read = Read
message-details-size = Size
message-details-characters =
    { $count ->
        [one] 1 character
       *[other] { $count } characters
    }
choose-end = Choose no messages
choose-count =
    { $count ->
        [one] 1 chosen
       *[other] { $count } chosen
    }
choose-copy = Copy
choose-delete = Delete…
delete-messages-title =
    { $count ->
        [one] Delete this message?
       *[other] Delete { $count } messages?
    }
delete-messages-text = What is deleted can't be brought back
delete-here = On this device
delete-here-text = Other devices keep it
delete-own = On all my devices
delete-own-text = The other side keeps it
delete-all = For everybody
delete-all-text = Both sides see that something was deleted
delete-messages-yes = Delete
link-title = Open this link?
link-text = It opens in your browser, which tells the other side your IP address
link-open = Open
link-copy = Copy
link-no-more = Don't ask again
link-look-alike = This address uses letters that look like others. It may pretend to be somebody else's.
link-account = What stands before the @ is not the address. This link leads to the part in bold.
link-hidden = This link holds signs that can't be seen. It may not be what it looks like.
sure-text = This message holds your recovery password. Whoever gets it can read and write as you, forever
sure-send = Send anyway
sure-not = Don't send
menu-reply = Reply
quote-missing = The original message isn't here
quote-label = Answers { $name }: { $text }
quote-close = Don't answer this message
quote-answer = Answer to { $name }
react-with = React with { $emoji }
menu-timer = Disappearing messages…
quote-earlier = Answer to an earlier message
message-details-timer = Disappears
note-timer-send = { $name }'s messages disappear { $time } after they are sent
note-timer-send-ours = Your messages disappear { $time } after they are sent
note-timer-read = { $name }'s messages disappear { $time } after they are read
note-timer-read-ours = Your messages disappear { $time } after they are read
note-timer-off = { $name }'s messages no longer disappear
note-timer-off-ours = Your messages no longer disappear
note-saved = { $name } saved media
note-saved-ours = You saved media
note-screenshot = { $name } took a screenshot
note-screenshot-ours = You took a screenshot
note-accepted = { $name } accepted your message request
note-accepted-ours = You accepted the message request
span-seconds =
    { $count ->
        [one] 1 second
       *[other] { $count } seconds
    }
span-minutes =
    { $count ->
        [one] 1 minute
       *[other] { $count } minutes
    }
span-hours =
    { $count ->
        [one] 1 hour
       *[other] { $count } hours
    }
span-days =
    { $count ->
        [one] 1 day
       *[other] { $count } days
    }
span-weeks =
    { $count ->
        [one] 1 week
       *[other] { $count } weeks
    }
timer-title = Disappearing messages
timer-explain = What you write here goes on all devices, also on those of the other side. The other side decides about its own messages
timer-explain-notes = What you write here goes on all your devices
timer-off = Off
timer-off-explain = Messages stay
timer-read = After reading
timer-read-explain = The time runs from when a message is read
timer-send = After sending
timer-send-explain = The time runs from when a message is sent
timer-after = Disappear after
timer-set = Set
timer-follow = Follow this setting
timer-send-short = Disappear { $time } after sending
timer-read-short = Disappear { $time } after reading
timer-left = Disappears in { $time }
timer-after-read = Disappears { $time } after reading
timer-after-send = Disappears { $time } after sending
ask-follow-title = Follow this setting?
ask-follow-text = Your messages to { $name } will do the same: { $timer }
ask-follow-off = Your messages to { $name } will no longer disappear
ask-follow-yes = Follow
typing = typing…
typing-who = { $name } is typing
preview-label = { $title }, { $host }
composer-emoji = Emoji
react-more = More emoji
react-title = React
reactions-title = Reactions
reactions-you = You
reactions-remove = Take away
emoji-search = Search emoji
emoji-recent = Used lately
emoji-smileys = Smileys
emoji-people = People
emoji-nature = Animals and nature
emoji-food = Food and drink
emoji-travel = Travel and places
emoji-activities = Activities
emoji-objects = Objects
emoji-symbols = Symbols
emoji-flags = Flags
emoji-tone = Skin tone { $number }
menu-forward = Forward…
choose-forward = Forward…
forward-title =
    { $count ->
        [one] Forward a message
       *[other] Forward { $count } messages
    }
forward-search = Search conversations and contacts
forward-send = Send
forward-most = At most { $count } at once
forward-done =
    { $count ->
        [one] Forwarded
       *[other] Forwarded to { $count } conversations
    }
