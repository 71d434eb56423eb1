//! Files in conversations: every kind of bubble, loading, the viewer, what is attached, and the budget of pictures.

mod ui_scenes;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use onionskin::theme::{Accent, ThemeName};
use onionskin_core::api::{
    Command, ConversationSummary, Event, FailureCode, FileId, FileInfo, FileState, FileWish, MessageId, Outcome,
    OwnProfile, Ticket, TimelineItem,
};
use onionskin_media::audio::{Opened, Output, Pull, SoundError, Stream};
use onionskin_tests::scripted::{Script, message, profile};
use ui_scenes::{Window, built, open, people, themed, window};

/// A file that is dropped on the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

/// A picture of a sun over hills, in colors by a number.
fn png(width: u32, height: u32, number: u8) -> Vec<u8> {
    let shade = |value: f32| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
        let byte = value.clamp(0.0, 255.0) as u8;
        byte
    };
    #[expect(clippy::cast_precision_loss, reason = "small pictures")]
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
        let tint = f32::from(number) * 37.0 % 160.0;
        let sun = ((u - 0.68).powi(2) + ((v - 0.34) * height as f32 / width as f32).powi(2)).sqrt() < 0.09;
        let hill = v > 0.62 + 0.1 * (u * 7.0 + f32::from(number)).sin();
        match (sun, hill) {
            (true, false) => image::Rgb([255, 236, 160]),
            (_, true) => image::Rgb([shade(30.0 + tint * 0.3), shade(90.0 - v * 50.0 + 30.0), shade(70.0)]),
            _ => image::Rgb([shade(90.0 + tint + v * 60.0), shade(150.0 - tint * 0.3 + v * 40.0), shade(235.0 - tint)]),
        }
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("memory takes it");
    bytes.into_inner()
}

fn file(message: u64, index: u8, name: &str, content_type: &str, state: FileState) -> FileInfo {
    FileInfo {
        id: FileId { message: MessageId(message), index },
        name: name.into(),
        content_type: content_type.into(),
        size_bytes: Some(1_234_567),
        dimensions: None,
        is_voice: false,
        state,
    }
}

fn picture(message: u64, index: u8, (width, height): (u32, u32), state: FileState) -> FileInfo {
    let name = format!("sunset {message}-{index}.png");
    FileInfo { dimensions: Some((width, height)), ..file(message, index, &name, "image/png", state) }
}

fn with_files(item: &TimelineItem, files: Vec<FileInfo>) -> Arc<TimelineItem> {
    Arc::new(TimelineItem { files: files.into(), ..item.clone() })
}

/// One of every kind; `coming` is the state of a video.
fn every_kind(coming: FileState) -> Vec<Arc<TimelineItem>> {
    let from = |id, seconds, text: &str| message(id, 1, "Grace Hopper", seconds, text);
    let ours = |id, seconds, text: &str| message(id, 0, "Ada Lovelace", seconds, text);
    let here = FileState::Here;
    vec![
        with_files(&from(1, 900, ""), vec![picture(1, 0, (640, 420), here)]),
        with_files(
            &ours(2, 800, "Two more of the same evening"),
            vec![picture(2, 0, (300, 420), here), picture(2, 1, (500, 300), here)],
        ),
        with_files(&from(3, 700, ""), (0..8).map(|index| picture(3, index, (200, 200), here)).collect()),
        with_files(&from(4, 600, ""), vec![picture(4, 0, (640, 360), FileState::Offered)]),
        with_files(
            &ours(5, 500, ""),
            vec![
                file(5, 0, "Notes on the Analytical Engine, with a very long name indeed.pdf", "application/pdf", here),
                file(5, 1, "מסמך בעברית.docx", "application/msword", here),
            ],
        ),
        with_files(
            &from(6, 400, "Everything I have"),
            vec![
                file(6, 0, "sources.tar.gz", "application/gzip", FileState::Offered),
                file(6, 1, "talk.mp4", "video/mp4", coming),
                file(6, 2, "old.bin", "", FileState::Expired),
                file(6, 3, "bad.bin", "", FileState::Failed(FailureCode::FileDamaged)),
                FileInfo { is_voice: true, ..file(6, 4, "x", "audio/mp4", here) },
            ],
        ),
    ]
}

/// Answers what the window wants to read until that many bytes of pictures are ready.
fn serve(window: &mut Window, script: &Script, at_least: usize) {
    let end = Instant::now() + Duration::from_mins(1);
    window.step();
    while window.state().picture_bytes() < at_least || window.state().is_picture_coming() {
        assert!(Instant::now() < end, "only {} bytes of pictures came", window.state().picture_bytes());
        for command in script.take_commands() {
            if let Command::UseFile { ticket, file, wish: FileWish::Read } = command {
                let number = u8::try_from(file.message.0 % 7).expect("small") + file.index;
                let sides = if file.message.0 == 2 && file.index == 0 { (300, 420) } else { (640, 420) };
                let outcome = Outcome::File(png(sides.0, sides.1, number).into());
                script.feed(Event::CommandSucceeded { ticket, outcome });
            }
        }
        window.step();
        std::thread::sleep(Duration::from_millis(2));
    }
    window.step();
}

fn scene(theme: ThemeName, coming: FileState) -> (Window, Script) {
    let (mut window, script) = themed([1060.0, 1700.0], theme, Accent::Green);
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, every_kind(coming));
    serve(&mut window, &script, 1_000_000);
    (window, script)
}

#[test]
fn every_kind_of_file_has_its_bubble() {
    // What turns while it loads would look another way each time.
    let (mut window, _script) = scene(ThemeName::ClassicDark, FileState::Offered);
    window.picture("media_bubbles_dark");
}

#[test]
fn every_kind_of_file_has_its_bubble_in_light() {
    let (mut window, _script) = scene(ThemeName::ClassicLight, FileState::Offered);
    window.picture("media_bubbles_light");
}

fn wishes(script: &Script) -> Vec<(FileId, FileWish)> {
    let commands = script.take_commands();
    let wish = |command| match command {
        Command::UseFile { file, wish, .. } => Some((file, wish)),
        _ => None,
    };
    commands.into_iter().filter_map(wish).collect()
}

#[test]
fn a_press_loads_stops_tries_again_saves_or_opens() {
    let (mut window, script) = scene(ThemeName::ClassicDark, FileState::Fetching);
    script.take_commands();
    let id = |message, index| FileId { message: MessageId(message), index };
    let presses = [
        ("Load sources.tar.gz, 1.2 MB", id(6, 0), FileWish::Fetch),
        ("Stop loading talk.mp4, Loading · 1.2 MB", id(6, 1), FileWish::Stop),
        ("Save מסמך בעברית.docx, 1.2 MB", id(5, 1), FileWish::Save("/home/ada/Downloads/מסמך בעברית.docx".into())),
    ];
    for (name, file, wish) in presses {
        window.get_by_role_and_label(Role::Button, name).click();
        window.step();
        window.step();
        assert_eq!(wishes(&script), [(file, wish)], "{name}");
    }
    let expired = "old.bin, No longer on the server · 1.2 MB";
    window.get_by_role_and_label(Role::Button, expired).click();
    window.step();
    assert_eq!(wishes(&script), []);
}

#[test]
fn the_viewer_goes_through_the_pictures_by_keys_and_saves() {
    let (mut window, script) = scene(ThemeName::ClassicDark, FileState::Offered);
    window.get_by_role_and_label(Role::Button, "Open sunset 2-1.png, 1.2 MB").click();
    window.step();
    let before = window.state().picture_bytes();
    serve(&mut window, &script, before + 100_000);
    window.picture("media_viewer_dark");
    window.get_by_role_and_label(Role::Button, "Newer picture").click();
    window.step();
    window.get_by_role_and_label(Role::Button, "Older picture");
    window.get_by_role_and_label(Role::Button, "Save").click();
    window.step();
    let saved = wishes(&script).into_iter().any(|(_, wish)| matches!(wish, FileWish::Save(_)));
    assert!(saved, "it is saved");
    window.key_press(egui::Key::Escape);
    window.step();
    window.step();
    assert!(window.query_by_role_and_label(Role::Button, "Newer picture").is_none(), "it is closed");
}

#[test]
fn a_file_that_is_dropped_is_attached_shown_and_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let (one, two) = (folder.path().join("evening.png"), folder.path().join("nothing.txt"));
    std::fs::write(&one, png(800, 600, 3)).expect("written");
    std::fs::write(&two, "").expect("written");
    let (mut window, script) = window([1060.0, 640.0]);
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, vec![message(1, 1, "Grace Hopper", 900, "Show me")]);
    for path in [&one, &two] {
        let dropped = Arc::new(Dropped(path.clone()));
        window.input_mut().dropped_files.push(dropped);
    }
    let end = Instant::now() + Duration::from_mins(1);
    let mut was_told = false;
    while window.query_by_role_and_label(Role::Button, "Remove evening.png").is_none() || !was_told {
        assert!(Instant::now() < end, "the file is not attached, or nothing is said of the other");
        window.step();
        was_told |= window.query_all_by_label("nothing.txt is empty or a folder").next().is_some();
        std::thread::sleep(Duration::from_millis(2));
    }
    window.run();
    window.picture("media_attached_dark");
    script.take_commands();
    window.get_by_role_and_label(Role::Button, "Send").click();
    window.run();
    let draft = script.take_commands().into_iter().find_map(|command| match command {
        Command::SendMessage { draft, .. } => Some(draft),
        _ => None,
    });
    let draft = draft.expect("it is sent without a text");
    let [file] = draft.files.as_slice() else { panic!("one file") };
    assert_eq!((file.name.as_str(), file.content_type.as_str()), ("evening.png", "image/png"));
    assert_eq!(file.dimensions, Some((800, 600)));
    window.step();
    assert!(window.query_by_role_and_label(Role::Button, "Remove evening.png").is_none());
}

#[test]
fn a_picture_that_is_pasted_is_attached() {
    let (mut window, script) = window([1060.0, 640.0]);
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, vec![message(1, 1, "Grace Hopper", 900, "Show me")]);
    let image = egui::ColorImage::filled([320, 200], egui::Color32::from_rgb(200, 90, 40));
    window.input_mut().events.push(egui::Event::PasteImage(Arc::new(image)));
    let end = Instant::now() + Duration::from_mins(1);
    while window.query_by_role_and_label(Role::Button, "Remove Pasted picture.png").is_none() {
        assert!(Instant::now() < end, "the picture is not attached");
        window.step();
    }
    window.run();
    script.take_commands();
    window.get_by_role_and_label(Role::Button, "Send").click();
    window.run();
    let draft = script.take_commands().into_iter().find_map(|command| match command {
        Command::SendMessage { draft, .. } => Some(draft),
        _ => None,
    });
    let draft = draft.expect("it is sent");
    let [file] = draft.files.as_slice() else { panic!("one file") };
    assert_eq!((file.content_type.as_str(), file.dimensions), ("image/png", Some((320, 200))));
    let sent = image::load_from_memory(&file.bytes).expect("a picture").to_rgb8();
    assert_eq!(sent.get_pixel(10, 10), &image::Rgb([200, 90, 40]));
}

#[test]
fn a_picture_goes_to_the_clipboard_with_all_its_pixels() {
    let (mut window, script) = scene(ThemeName::ClassicDark, FileState::Offered);
    window.get_by_role_and_label(Role::Button, "Open sunset 2-1.png, 1.2 MB").click();
    window.step();
    let before = window.state().picture_bytes();
    serve(&mut window, &script, before + 100_000);
    script.take_commands();
    window.get_by_role_and_label(Role::Button, "Copy").click();
    window.step();
    let ticket = script.take_commands().into_iter().find_map(|command| match command {
        Command::UseFile { ticket, wish: FileWish::Read, .. } => Some(ticket),
        _ => None,
    });
    let outcome = Outcome::File(png(640, 420, 3).into());
    script.feed(Event::CommandSucceeded { ticket: ticket.expect("its bytes are asked for"), outcome });
    let end = Instant::now() + Duration::from_mins(1);
    let copied = loop {
        assert!(Instant::now() < end, "nothing was copied");
        window.step();
        let commands = &window.output().platform_output.commands;
        let image = commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyImage(image) => Some(image.size),
            _ => None,
        });
        if let Some(size) = image {
            break size;
        }
    };
    assert_eq!(copied, [640, 420]);
    window.step();
    assert!(window.query_all_by_label("Picture copied").next().is_some());
    // What can't be read says so, and copies nothing.
    window.get_by_role_and_label(Role::Button, "Copy").click();
    window.step();
    let ticket = script.take_commands().into_iter().find_map(|command| match command {
        Command::UseFile { ticket, wish: FileWish::Read, .. } => Some(ticket),
        _ => None,
    });
    let failure = FailureCode::Storage.into();
    script.feed(Event::CommandFailed { ticket: ticket.expect("its bytes are asked for"), failure });
    for _ in 0..3 {
        window.step();
    }
    assert!(window.query_all_by_label("Can't be shown").next().is_some());
}

#[test]
fn what_can_not_be_sent_comes_back_with_its_files() {
    let (mut window, script) = window([1060.0, 640.0]);
    script.feed_ready(people());
    window.run();
    open(&mut window, &script, 1, vec![message(1, 1, "Grace Hopper", 900, "Show me")]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "some notes").expect("written");
    window.input_mut().dropped_files.push(Arc::new(Dropped(path)));
    let end = Instant::now() + Duration::from_mins(1);
    while window.query_by_role_and_label(Role::Button, "Remove notes.txt").is_none() {
        assert!(Instant::now() < end, "the file is not attached");
        window.step();
    }
    window.run();
    script.take_commands();
    window.get_by_role_and_label(Role::Button, "Send").click();
    window.run();
    let ticket = script.take_commands().into_iter().find_map(|command| match command {
        Command::SendMessage { ticket, .. } => Some(ticket),
        _ => None,
    });
    let ticket: Ticket = ticket.expect("it is sent");
    script.feed(Event::CommandFailed { ticket, failure: FailureCode::Storage.into() });
    window.run();
    window.run();
    window.get_by_role_and_label(Role::Button, "Remove notes.txt");
}

/// A device that takes nothing by itself: the sound stands where it began.
struct Still;

impl Stream for Still {}

impl Output for Still {
    fn open(
        &mut self,
        make: &mut dyn FnMut(u32) -> Pull,
        _lost: Box<dyn FnMut() + Send>,
    ) -> Result<Opened, SoundError> {
        // A quarter of a second is heard at once.
        make(48_000)(&mut vec![0.0; 12_000]);
        Ok(Opened { stream: Box::new(Self), rate: 48_000 })
    }
}

/// A WAV file of silence.
fn wav(seconds: u32) -> Vec<u8> {
    let length = 8_000 * seconds;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + length).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    bytes.extend([1, 0, 1, 0]);
    bytes.extend(8_000_u32.to_le_bytes());
    bytes.extend(8_000_u32.to_le_bytes());
    bytes.extend([1, 0, 8, 0]);
    bytes.extend(b"data");
    bytes.extend(length.to_le_bytes());
    bytes.resize(bytes.len() + usize::try_from(length).expect("small"), 128);
    bytes
}

#[test]
fn a_voice_message_is_played_held_and_moved_in() {
    let (mut window, script) = built([1060.0, 640.0], |config| config.sound = Some(Box::new(Still)));
    script.feed_ready(people());
    window.run();
    let voice = |id, seconds, author: u8| {
        let name = if author == 0 { "Ada Lovelace" } else { "Grace Hopper" };
        let file = FileInfo { is_voice: true, ..file(id, 0, "x", "audio/mp4", FileState::Here) };
        with_files(&message(id, author, name, seconds, ""), vec![file])
    };
    open(&mut window, &script, 1, vec![voice(1, 900, 1), voice(2, 800, 0)]);
    script.take_commands();
    let name = "Play or hold Voice message, 1.2 MB";
    window.get_all_by_role_and_label(Role::Button, name).next().expect("the first").click();
    window.run();
    let wish = script.take_commands().into_iter().find_map(|command| match command {
        Command::UseFile { ticket, file, wish: FileWish::Read } => Some((ticket, file)),
        _ => None,
    });
    let (ticket, played) = wish.expect("it is read");
    assert_eq!(played.message, MessageId(1));
    script.feed(Event::CommandSucceeded { ticket, outcome: Outcome::File(wav(83).into()) });
    let end = Instant::now() + Duration::from_mins(1);
    while window.state().sound_of(played).is_none_or(|sound| sound.length_millis == 0) {
        assert!(Instant::now() < end, "it does not play");
        window.step();
    }
    assert!(window.state().sound_of(played).is_some_and(|sound| sound.is_playing));
    let place = window.get_all_by_role_and_label(Role::Button, name).next().expect("the first").rect();
    let on_bar = egui::pos2(place.left() + 54.0 + (place.width() - 68.0) / 2.0, place.top() + 17.0);
    window.hover_at(on_bar);
    for pressed in [true, false] {
        window.event(egui::Event::PointerButton {
            pos: on_bar,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
        window.step();
    }
    while window.state().sound_of(played).is_none_or(|sound| !(40_000..=43_000).contains(&sound.position_millis)) {
        assert!(Instant::now() < end, "it is not moved: {:?}", window.state().sound_of(played));
        window.step();
    }
    window.get_all_by_role_and_label(Role::Button, name).next().expect("the first").click_accesskit();
    while window.state().sound_of(played).is_none_or(|sound| sound.is_playing) {
        assert!(Instant::now() < end, "it is not held");
        window.step();
    }
    window.run();
    window.picture("media_voice_dark");
}

#[test]
fn people_with_a_picture_are_shown_by_it_everywhere() {
    let (mut window, script) = window([1060.0, 640.0]);
    let mut list: Vec<ConversationSummary> = people();
    for row in list.iter_mut().take(3) {
        row.portrait = 7;
    }
    script.feed_ready(list);
    script.feed(Event::ProfileChanged(Arc::new(OwnProfile { portrait: 9, ..profile(0, "Ada Lovelace") })));
    window.run();
    open(&mut window, &script, 1, vec![message(1, 1, "Grace Hopper", 900, "How do I look?")]);
    let end = Instant::now() + Duration::from_mins(1);
    while window.state().picture_bytes() < 4 * 192 * 128 * 4 || window.state().is_picture_coming() {
        assert!(Instant::now() < end, "the pictures don't come");
        for command in script.take_commands() {
            if let Command::ReadPortrait { ticket, account } = command {
                let outcome = Outcome::File(png(200, 200, account.to_bytes()[1]).into());
                script.feed(Event::CommandSucceeded { ticket, outcome });
            }
        }
        window.step();
    }
    window.picture("media_portraits_dark");
}

#[test]
fn a_conversation_of_pictures_stays_within_the_budget() {
    let (mut window, script) = window([1060.0, 640.0]);
    script.feed_ready(people());
    window.run();
    let items: Vec<_> = (1..=2_000)
        .map(|id| {
            let text = message(id, 1, "Grace Hopper", 400_000 - id * 100, "");
            with_files(&text, vec![picture(id, 0, (640, 420), FileState::Here)])
        })
        .collect();
    open(&mut window, &script, 1, items);
    let bytes = png(352, 231, 1);
    let mut most = 0;
    for _ in 0..190 {
        let end = Instant::now() + Duration::from_mins(1);
        window.hover_at(egui::pos2(800.0, 300.0));
        window.scroll_by(-560.0);
        window.run();
        while window.state().is_picture_coming() {
            assert!(Instant::now() < end, "a picture does not come");
            for command in script.take_commands() {
                if let Command::UseFile { ticket, wish: FileWish::Read, .. } = command {
                    script.feed(Event::CommandSucceeded { ticket, outcome: Outcome::File(bytes.as_slice().into()) });
                }
            }
            window.step();
        }
        most = most.max(window.state().picture_bytes());
    }
    assert!(most > onionskin::bridge::pictures::BUDGET / 2, "enough was shown to say something: {most}");
    assert!(most < 110 << 20, "{most}");
}
