# Files: pictures, sounds, and everything else that is sent with a message.
size-bytes = { $number } bytes
size-kilobytes = { $number } kB
size-megabytes = { $number } MB
file-voice = Voice message
file-picture = Picture
file-sound = Sound
file-video = Video
file-file = File
file-count =
    { $count ->
        [one] 1 file
       *[other] { $count } files
    }
file-fetching = Loading
file-expired = No longer on the server
file-broken = Can't be shown
file-label-open = Open { $name }, { $state }
file-label-save = Save { $name }, { $state }
file-label-fetch = Load { $name }, { $state }
file-label-stop = Stop loading { $name }, { $state }
file-label-retry = Try { $name } again, { $state }
file-label-expired = { $name }, { $state }
file-saved = Saved to { $path }
composer-attach = Attach files
attached-remove = Remove { $name }
attached-unreadable = { $name } can't be read
attached-empty = { $name } is empty or a folder
attached-large = { $name } has more than 10 MB and can't be sent
drop-here = Drop files here to send them
menu-save-file = Save file
viewer-close = Close
viewer-save = Save
viewer-older = Older picture
viewer-newer = Newer picture
viewer-turn = Turn
viewer-larger = Larger
viewer-smaller = Smaller
settings-picture = Choose a picture…
settings-picture-none = Remove
settings-picture-unfit = This file can't be used as a picture
settings-picture-done = Your picture is changed
settings-files = Load small files at once
settings-files-explain = Pictures and voice messages up to 4 MB of people you accepted
search-files = Files
file-label-play = Play or hold { $name }, { $state }
sound-unknown = This sound can't be played here. You can save it
sound-no-device = There is no device to play it on
attached-pasted = Pasted picture
menu-copy-picture = Copy picture
viewer-copy = Copy
picture-copied = Picture copied
