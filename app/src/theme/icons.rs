//! The icons of the window, one glyph each of the Lucide font in `assets/icons`.

/// Declares the icons with their code points in the font.
macro_rules! icons {
    ($($name:ident => $point:literal,)*) => {
        /// An icon by its Lucide name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each is called as it looks")]
        pub enum Icon { $($name,)* }

        impl Icon {
            /// All icons, for the test that the font has them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The character of the icon in the font.
            pub const fn glyph(self) -> char {
                match self { $(Self::$name => $point,)* }
            }
        }
    };
}

impl Icon {
    /// Whether a character is an icon that points along the line of reading: in a window that runs from right to
    /// left it is mirrored.
    pub fn is_directional(glyph: char) -> bool {
        const ALONG: [Icon; 6] =
            [Icon::ArrowLeft, Icon::ChevronLeft, Icon::ChevronRight, Icon::CornerDownLeft, Icon::LogOut, Icon::Send];
        ALONG.iter().any(|icon| icon.glyph() == glyph)
    }
}

icons! {
    Archive => '\u{e041}',
    ArrowDown => '\u{e042}',
    ArrowLeft => '\u{e048}',
    ArrowUp => '\u{e04a}',
    Ban => '\u{e051}',
    Bell => '\u{e059}',
    BellOff => '\u{e05a}',
    Bookmark => '\u{e060}',
    Check => '\u{e06c}',
    CheckCheck => '\u{e38e}',
    ChevronDown => '\u{e06d}',
    ChevronLeft => '\u{e06e}',
    ChevronRight => '\u{e06f}',
    Circle => '\u{e076}',
    CircleAlert => '\u{e077}',
    CircleCheck => '\u{e226}',
    CircleDot => '\u{e345}',
    CircleEllipsis => '\u{e346}',
    CircleQuestionMark => '\u{e082}',
    CircleX => '\u{e084}',
    ClipboardPaste => '\u{e3e8}',
    Clock => '\u{e087}',
    Copy => '\u{e09e}',
    CornerDownLeft => '\u{e0a1}',
    Database => '\u{e0ad}',
    Download => '\u{e0b2}',
    Ellipsis => '\u{e0b6}',
    EllipsisVertical => '\u{e0b7}',
    Eraser => '\u{e28f}',
    ExternalLink => '\u{e0b9}',
    Eye => '\u{e0ba}',
    EyeOff => '\u{e0bb}',
    File => '\u{e0c0}',
    FingerprintPattern => '\u{e2cb}',
    FlaskConical => '\u{e0d5}',
    Folder => '\u{e0d7}',
    FolderOpen => '\u{e247}',
    FolderPlus => '\u{e0d9}',
    Forward => '\u{e229}',
    Globe => '\u{e0e8}',
    HardDrive => '\u{e0ed}',
    Hourglass => '\u{e296}',
    House => '\u{e0f5}',
    Image => '\u{e0f6}',
    Inbox => '\u{e0f7}',
    Info => '\u{e0f9}',
    KeyRound => '\u{e4a3}',
    Keyboard => '\u{e284}',
    Languages => '\u{e0fe}',
    Lock => '\u{e10b}',
    LockOpen => '\u{e10c}',
    LogOut => '\u{e10e}',
    MessageCircle => '\u{e116}',
    MessageCircleWarning => '\u{e56a}',
    MessageSquare => '\u{e117}',
    MessageSquareWarning => '\u{e576}',
    MessagesSquare => '\u{e40d}',
    Mic => '\u{e118}',
    Minus => '\u{e11c}',
    Moon => '\u{e11e}',
    Network => '\u{e125}',
    NotebookPen => '\u{e596}',
    Palette => '\u{e1dd}',
    Paperclip => '\u{e12d}',
    PartyPopper => '\u{e343}',
    Pencil => '\u{e1f9}',
    Phone => '\u{e133}',
    Pin => '\u{e259}',
    Plug => '\u{e37f}',
    Plus => '\u{e13d}',
    Power => '\u{e140}',
    QrCode => '\u{e1df}',
    RefreshCw => '\u{e145}',
    RotateCw => '\u{e149}',
    Route => '\u{e53e}',
    Search => '\u{e151}',
    Send => '\u{e152}',
    Server => '\u{e153}',
    Settings => '\u{e154}',
    Shield => '\u{e158}',
    ShieldCheck => '\u{e1ff}',
    Smile => '\u{e164}',
    SquarePen => '\u{e172}',
    Sun => '\u{e178}',
    Trash2 => '\u{e18e}',
    TriangleAlert => '\u{e193}',
    Unplug => '\u{e45d}',
    User => '\u{e19f}',
    UserPlus => '\u{e1a2}',
    Users => '\u{e1a4}',
    Wifi => '\u{e1ae}',
    WifiOff => '\u{e1af}',
    X => '\u{e1b2}',
    ZoomIn => '\u{e1b6}',
}
