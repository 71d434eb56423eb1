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
