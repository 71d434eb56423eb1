//! First bytes of every kind of file.

use super::*;

fn iso_box(name: [u8; 4], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len() + 8).expect("a small box");
    [&size.to_be_bytes()[..], &name, body].concat()
}

/// An MP4 with a track for each handler.
fn mp4(brand: [u8; 4], handlers: &[&[u8; 4]]) -> Vec<u8> {
    let track = |handler: &[u8; 4]| {
        let hdlr = iso_box(*b"hdlr", &[&[0; 8][..], handler, &[0; 12]].concat());
        iso_box(*b"trak", &[iso_box(*b"tkhd", &[0; 84]), iso_box(*b"mdia", &hdlr)].concat())
    };
    let tracks: Vec<u8> = handlers.iter().flat_map(|handler| track(handler)).collect();
    [
        iso_box(*b"ftyp", &[&brand[..], &[0; 4], b"isom"].concat()),
        iso_box(*b"mdat", &[9; 40]),
        iso_box(*b"moov", &tracks),
    ]
    .concat()
}

fn ogg_page(first: &[u8]) -> Vec<u8> {
    let length = u8::try_from(first.len()).expect("a short packet");
    [b"OggS\0\x02", &[0; 20][..], &[1, length], first].concat()
}

#[test]
fn pictures_are_known_by_their_first_bytes() {
    let expect = |bytes: &[u8], picture| assert_eq!(sniff(bytes), Kind::Picture(picture), "{bytes:?}");
    expect(b"\xff\xd8\xff\xe0\0\x10JFIF", Picture::Jpeg);
    expect(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", Picture::Png);
    expect(b"\x89PNG\r\n\x1a\n\0\0\0\x02IHDRxx\0\0\0\0\0\0\0\x08acTL", Picture::Apng);
    expect(b"\x89PNG\r\n\x1a\n\0\0\0\x02IDATxx\0\0\0\0\0\0\0\x08acTL", Picture::Png);
    expect(b"GIF89a\x01\0", Picture::Gif);
    expect(b"RIFF\x10\0\0\0WEBPVP8L", Picture::Webp);
    expect(b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", Picture::Bmp);
    expect(b"\0\0\x01\0\x01\0\x10\x10\0\0", Picture::Ico);
}

#[test]
fn pictures_which_are_not_decoded_are_known_too() {
    let expect = |bytes: &[u8], picture| assert_eq!(sniff(bytes), Kind::OtherPicture(picture), "{bytes:?}");
    expect(&iso_box(*b"ftyp", b"heic\0\0\0\0mif1heic"), OtherPicture::Heif);
    expect(&iso_box(*b"ftyp", b"mif1\0\0\0\0mif1heic"), OtherPicture::Heif);
    expect(&iso_box(*b"ftyp", b"mif1\0\0\0\0mif1avif"), OtherPicture::Avif);
    expect(&iso_box(*b"ftyp", b"avif\0\0\0\0"), OtherPicture::Avif);
    expect(b"II*\0\x08\0\0\0", OtherPicture::Tiff);
    expect(b"MM\0*\0\0\0\x08", OtherPicture::Tiff);
    expect(b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a --><SVG xmlns='x'/>", OtherPicture::Svg);
    expect(b"<svg/>", OtherPicture::Svg);
    expect(b"\xff\x0a\0\0", OtherPicture::JpegXl);
}

#[test]
fn a_movie_without_moving_pictures_is_sound() {
    assert_eq!(sniff(&mp4(*b"mp42", &[b"soun"])), Kind::Audio(Audio::M4a), "a voice note of Android");
    assert_eq!(sniff(&mp4(*b"mp42", &[b"soun", b"vide"])), Kind::Video(Video::Mp4));
    assert_eq!(sniff(&mp4(*b"M4A ", &[])), Kind::Audio(Audio::M4a));
    assert_eq!(sniff(&mp4(*b"isom", &[])), Kind::Video(Video::Mp4));
    assert_eq!(sniff(&mp4(*b"qt  ", &[b"vide"])), Kind::Video(Video::QuickTime));
    assert_eq!(sniff(&iso_box(*b"moov", b"")), Kind::Video(Video::QuickTime));
    let webm = |codec: &str| [&b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm\x86\x85"[..], codec.as_bytes()].concat();
    assert_eq!(sniff(&webm("V_VP8")), Kind::Video(Video::Webm));
    assert_eq!(sniff(&webm("A_OPUS")), Kind::Audio(Audio::Webm));
    assert_eq!(sniff(b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska\x86\x8fV_MPEG4"), Kind::Video(Video::Matroska));
}

#[test]
fn sound_is_known_with_and_without_tags() {
    let expect = |bytes: &[u8], audio| assert_eq!(sniff(bytes), Kind::Audio(audio), "{bytes:?}");
    expect(&ogg_page(b"OpusHead\x01"), Audio::OggOpus);
    expect(&ogg_page(b"\x01vorbis"), Audio::OggVorbis);
    assert_eq!(sniff(&[ogg_page(b"\x01vorbis"), ogg_page(b"\x80theora")].concat()), Kind::Video(Video::Ogg));
    expect(b"fLaC\0\0\0\x22", Audio::Flac);
    expect(b"RIFF\x24\0\0\0WAVEfmt ", Audio::Wav);
    expect(b"FORM\0\0\0\x24AIFFCOMM", Audio::Aiff);
    let frame = [&b"\xff\xfb\x90\x00"[..], &[0; 413]].concat();
    expect(&frame.repeat(2), Audio::Mp3);
    expect(&[b"ID3\x04\0\0\0\0\0\x02xx", &frame[..]].concat(), Audio::Mp3);
    expect(b"ID3\x03\0\0\x7f\x7f\x7f\x7f", Audio::Mp3);
    let frame = b"\xff\xf1\x50\x80\x02\x1f\xfc\0\0\0\0\0\0\0\0\0";
    expect(&frame.repeat(2), Audio::Aac);
    expect(b"#!AMR\nabc", Audio::Amr);
    assert_eq!(sniff(&[&b"\xff\xfb\x90\x00"[..], &[7; 900]].concat()), Kind::Unknown, "no second frame");
}

#[test]
fn what_runs_is_known_whatever_its_name() {
    let expect = |bytes: &[u8], executable| {
        assert_eq!(identify(bytes, "photo.jpg"), Kind::Executable(executable), "{bytes:?}");
    };
    expect(b"\x7fELF\x02\x01\x01", Executable::Elf);
    expect(b"MZ\x90\0\x03\0\0\0", Executable::Pe);
    expect(b"\xcf\xfa\xed\xfe\x07", Executable::MachO);
    expect(b"#!/bin/sh\nrm", Executable::Script);
    expect(b"@ECHO OFF\r\n", Executable::Script);
    expect(b"# a comment\n[Desktop Entry]\nExec=rm", Executable::Launcher);
    expect(b"L\0\0\0\x01\x14\x02\0", Executable::Launcher);
    expect(b"!<arch>\ndebian-binary", Executable::Package);
    assert_eq!(sniff(b"MZ is how this letter begins"), Kind::Text);
    assert_eq!(sniff(b"<!DOCTYPE html><p>"), Kind::Html);
}

#[test]
fn a_name_only_tells_apart_what_the_bytes_leave_open() {
    assert_eq!(identify(b"PK\x03\x04", "a.docx"), Kind::Document(Document::Docx));
    assert_eq!(identify(b"PK\x03\x04", "a.apk"), Kind::Executable(Executable::Package));
    assert_eq!(identify(b"PK\x03\x04", "a.jpg"), Kind::Archive(Archive::Zip));
    assert_eq!(identify(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls"), Kind::Document(Document::Xls));
    assert_eq!(identify(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.msi"), Kind::Executable(Executable::Package));
    assert_eq!(identify(b"print(1)", "a.py"), Kind::Executable(Executable::Script));
    assert_eq!(identify(b"hello", "a.jpg"), Kind::Text);
    assert_eq!(identify(b"\0\0\0", "a.mp4"), Kind::Unknown);
    assert_eq!(identify(b"\xff\xd8\xff\xe0", "a.txt"), Kind::Picture(Picture::Jpeg));
}

#[test]
fn text_archives_and_the_rest() {
    assert_eq!(sniff("Grüße 👋\n".as_bytes()), Kind::Text);
    let long = "ä".repeat(TEXT_BYTES);
    assert_eq!(sniff(&long.as_bytes()[1..]), Kind::Unknown, "not the start of a character");
    assert_eq!(sniff(format!("x{long}").as_bytes()), Kind::Text, "cut in a character");
    assert_eq!(sniff(b"\xff\xfeh\0i\0"), Kind::Text);
    assert_eq!(sniff(b"%PDF-1.7\n"), Kind::Pdf);
    assert_eq!(sniff(b"\x1f\x8b\x08\0"), Kind::Archive(Archive::Gzip));
    let mut tar = vec![b'a'; 512];
    tar[257..262].copy_from_slice(b"ustar");
    assert_eq!(sniff(&tar), Kind::Archive(Archive::Tar));
    assert_eq!(sniff(b""), Kind::Unknown);
    assert_eq!(sniff(b"a\0b"), Kind::Unknown);
}

#[test]
fn sizes_that_lie_end_the_search() {
    assert_eq!(sniff(b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR"), Kind::Picture(Picture::Png));
    assert_eq!(sniff(b"\0\0\0\x01ftyp\xff\xff\xff\xff\xff\xff\xff\xff"), Kind::Unknown);
    assert_eq!(sniff(b"\0\0\0\x00ftypisom\0\0\0\0\0\0\0\x01moov"), Kind::Video(Video::Mp4));
    assert_eq!(sniff(b"\0\0\0\x02ftypisom"), Kind::Unknown);
    assert_eq!(sniff(b"OggS\0\x02"), Kind::Unknown);
}
