# People: requests, contacts, blocked people, the menu and the details of a conversation, devices, clearing.
undo = Undo
shortcuts-menu = Menu of a conversation
this-person = this person
time-moment = { $day }, { $time }

list-pinned = Pinned
list-muted = Muted
list-marked-unread = Marked as unread

requests-title = Message requests
requests-count =
    { $count ->
        [one] 1 message request
       *[other] { $count } message requests
    }
requests-back = Back to all conversations
requests-text = People who write to you for the first time. They don't learn whether you read it until you accept
requests-clear = Clear all
request-accept = Accept
request-decline = Decline

menu-pin = Pin
menu-unpin = Unpin
menu-mark-unread = Mark as unread
menu-notifications = Notifications…
menu-nickname = Nickname…
menu-details = Details…
menu-hide = Hide
menu-decline = Decline…
menu-delete-conversation = Delete conversation…
menu-delete-contact = Delete contact…

toast-hidden = { $name } is off the list until there is a new message
toast-blocked = { $name } is blocked

ask-delete-title = Delete this conversation?
ask-delete-text = All messages with { $name } are deleted on this device. The conversation leaves the list on all your devices. { $name } keeps their copy, and stays among your contacts.
ask-delete-yes = Delete conversation
ask-contact-title = Delete this contact?
ask-contact-text = { $name } is forgotten on all your devices, with the conversation, its messages and the nickname. If they write again, it arrives as a message request.
ask-contact-yes = Delete contact
ask-block-title = Block this person?
ask-block-text = Messages of { $name } no longer reach you, on any of your devices. They are not told. You can unblock them at any time, but what they write until then is lost.
ask-block-delete = Delete the messages too
ask-block-yes = Block
ask-decline-title = Decline this request?
ask-decline-text = The request of { $name } is deleted on all your devices. They are not told and may send another. To keep them out, block them.
ask-decline-yes = Decline
ask-clear-title = Clear all message requests?
ask-clear-text = All requests are deleted on all your devices. The people who sent them are not told and may send another.
ask-clear-yes = Clear all

nickname-title = Nickname
nickname-label = Nickname
nickname-text = They call themselves { $name }. Only you see the nickname, on all your devices
nickname-text-nameless = Only you see the nickname, on all your devices
nickname-reset = Show their own name

mute-title = Notifications
mute-all = All messages
mute-mentions = Mentions only
mute-off = Off
mute-for = Mute for a while
mute-hour = 1 hour
mute-hours = 8 hours
mute-day = 1 day
mute-week = 1 week
mute-left =
    { $count ->
        [one] Muted for another hour
       *[other] Muted for another { $count } hours
    }

details-title = Conversation
details-own-name = They call themselves { $name }
details-pinned = Pinned
details-pinned-text = Stays at the top of the list
details-change = Change
details-nickname = Edit
details-nickname-text = A name that only you see

contacts-title = Contacts
contacts-search = Search contacts
contacts-none = No contact with this name

settings-devices = Linked devices
settings-blocked = Blocked contacts
settings-clear = Clear data

blocked-text = Their messages don't reach you on any of your devices
blocked-choose = Choose whom to unblock
blocked-unblock =
    { $count ->
        [one] Unblock 1 person
       *[other] Unblock { $count } people
    }
blocked-empty = You blocked nobody

devices-link = To use this account on another device, choose "I have an account" there and enter the recovery password. Nobody keeps a list of your devices: whoever has the words is one of them
devices-this = This device
devices-agree = Your devices agree
devices-pending = Changes are on their way
devices-now = Sync now
devices-fetched = Last fetched from the network
devices-stored = Last sent to the network
devices-never = Not yet
devices-done = Up to date with your other devices
devices-kept = What the network keeps
devices-messages = Messages
devices-settings = Name, contacts and settings
devices-days = { $count } days
devices-days-renewed = { $count } days, counted anew whenever one of your devices is online
devices-miss = A new device has your contacts and settings at once. Older messages than those stay on the devices that have them

clear-explain = Removes the account from this computer: messages, contacts, settings and keys. With your recovery password the account can come back, the messages of this device can't
clear-open = Clear data…
clear-title = Clear data
clear-text = Choose what is to be deleted
clear-device = This device
clear-device-text = Network and other devices keep theirs
clear-network = This device and the network
clear-network-text = New devices will find nothing
clear-next = Continue
clear-sure-device = All messages, contacts and settings of this device will be deleted. This can't be undone.
clear-sure-network = All messages, contacts and settings will be deleted on this device and in the network. This can't be undone.
clear-recovery = Without your recovery password nobody can bring this account back. Make sure that you have it
clear-yes = Clear everything
clear-busy = Deleting everything on this device…
clear-busy-network = Asking the network to delete everything…
clear-instead = Nothing was deleted. You may try again, or clear this device only
clear-rest = Make sure that the disk can be written and has room, then try again: only what is on this device is left to delete
clear-other = Choose again
clear-done = Everything is deleted
clear-refused = Everything on this device is deleted. These nodes of the network did not delete what they have; it goes by itself after 14 to 30 days:

# Put away, folders, the order of pins.
archive-title = Archived
archive-text = A new message brings a conversation back to the list, unless it is muted. What is archived here is archived on this device only.
archive-count =
    { $count ->
        [one] One archived conversation
       *[other] { $count } archived conversations
    }
list-archived = Archived
menu-archive = Archive
menu-unarchive = Move back to the list
menu-pin-up = Move up among the pins
menu-pin-down = Move down among the pins
menu-folders = Folders…
toast-archived = { $name } is archived
folders-title = Folders
folders-edit = Edit folders
folders-back = All folders
folders-none = There are no folders yet
folders-explain = A folder shows a part of the list. Folders are kept on this device only.
folders-of-title = Folders of this conversation
folder-title = Folder
folder-all = All
folder-new = New folder
folder-name = Name of the folder
folder-name-hint = Family, work …
folder-name-long = At most 40 characters
folder-takes = Takes
folder-takes-all = All conversations
folder-takes-chosen = Chosen conversations
folder-conditions = And of these only what is
folder-only-unread = Unread
folder-only-unanswered = Not answered
folder-without-muted = Not muted
folder-search = Search conversations
folder-empty = Nothing is in this folder now
folder-edit = Change { $name }
folder-delete = Delete { $name }
folder-up = Move { $name } up
folder-down = Move { $name } down
folder-deleted = The folder { $name } is gone; its conversations are not
folder-count =
    { $count ->
        [one] One conversation
       *[other] { $count } conversations
    }
settings-folders-explain = Parts of the list, side by side above it
settings-folders-edit = Edit…
menu-export = Export…
export-title = Export conversation
export-text = Everything that is here of { $name }, written into one file. What disappeared or was deleted is not in it
export-html = Web page
export-html-explain = To read and print, in any browser
export-json = JSON
export-json-explain = For other programs
export-txt = Plain text
export-txt-explain = The smallest, for any editor
export-warning = The file is not encrypted, and messages in it no longer disappear
export-go = Export
export-busy = Writing the messages…
export-page-title = Conversation with { $name }
export-page-made = Exported from Onionskin on { $time }
export-page-not-sent = Not sent

saving-file = File
saving-relative = In { $folder }
saving-password = Your password
saving-done = Saved to
saving-copy = Copy
