//! The proxy that carries every connection.

use egui::Ui;
use onionskin_core::api::{Command, Proxy, ProxyKind, Secret, Ticket};
use zeroize::Zeroize;

use crate::actions::Action;
use crate::screens::Cx;
use crate::text::failure_sentence;
use crate::theme::tokens::{font, gap};
use crate::theme::{Icon, Weight};
use crate::widgets::label::rich;
use crate::widgets::{Button, TextField, ToastKind, error_ui, fine_ui, group_ui, icon_ui, radio_ui, secondary_ui};

/// What was asked of the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Test,
    Save,
    Remove,
}

/// What the page remembers.
#[derive(Debug, Default)]
pub struct ProxyPage {
    is_http: bool,
    host: String,
    port: String,
    user: String,
    password: String,
    is_shown: bool,
    asked: Option<(Asked, Ticket)>,
    works: bool,
    error: Option<String>,
}

impl Drop for ProxyPage {
    fn drop(&mut self) {
        self.password.zeroize();
    }
}

impl ProxyPage {
    /// Shows the page.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.take_answer(cx);
        secondary_ui(ui, cx.t("settings-proxy-explain"));
        let is_proxied = cx.model.connectivity.is_proxied;
        if is_proxied {
            group_ui(ui, "", |ui| {
                ui.horizontal(|ui| {
                    ui.set_min_height(48.0);
                    icon_ui(ui, Icon::CircleCheck, font::ICON - 2.0, cx.palette().accent_text);
                    ui.add(rich(cx.t("settings-proxy-active"), font::NAME, Weight::Regular, cx.palette().text));
                });
            });
        }
        ui.horizontal(|ui| {
            for (is_http, name) in [(false, "SOCKS5"), (true, "HTTP")] {
                let radio = radio_ui(ui, self.is_http == is_http, name);
                let label = ui.add(rich(name, font::BODY, Weight::Regular, cx.palette().text));
                if radio.clicked() || label.interact(egui::Sense::click()).clicked() {
                    self.is_http = is_http;
                }
                ui.add_space(gap::SM);
            }
        });
        self.fields_ui(ui, cx);
        if let Some(error) = &self.error {
            error_ui(ui, error);
        } else if self.works {
            fine_ui(ui, cx.t("settings-proxy-works"));
        }
        ui.horizontal(|ui| self.buttons_ui(ui, cx, is_proxied));
    }

    fn fields_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let eye = cx.t("settings-password-show");
        ui.horizontal_top(|ui| {
            let width = ui.available_width();
            ui.vertical(|ui| {
                ui.set_width(width * 0.7 - gap::SM);
                fine_ui(ui, cx.t("settings-proxy-host"));
                TextField::new(&mut self.host, cx.t("settings-proxy-host")).hint("127.0.0.1").show(ui);
            });
            ui.vertical(|ui| {
                ui.set_width(width * 0.3);
                fine_ui(ui, cx.t("settings-proxy-port"));
                TextField::new(&mut self.port, cx.t("settings-proxy-port")).hint("9050").show(ui);
            });
        });
        fine_ui(ui, cx.t("settings-proxy-user"));
        TextField::new(&mut self.user, cx.t("settings-proxy-user")).show(ui);
        fine_ui(ui, cx.t("settings-proxy-password"));
        let field = TextField::new(&mut self.password, cx.t("settings-proxy-password"));
        field.password(&mut self.is_shown, eye).show(ui);
    }

    fn buttons_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, is_proxied: bool) {
        let busy = self.asked.map(|(asked, _)| asked);
        let is_ready = !self.host.trim().is_empty() && !self.port.trim().is_empty() && busy.is_none();
        let save = Button::solid(cx.t("settings-proxy-save")).enabled(is_ready).busy(busy == Some(Asked::Save));
        if ui.add(save).clicked() {
            self.ask(cx, Asked::Save);
        }
        let test = Button::outline(cx.t("settings-proxy-test")).enabled(is_ready).busy(busy == Some(Asked::Test));
        if ui.add(test).clicked() {
            self.ask(cx, Asked::Test);
        }
        let off = Button::simple(cx.t("settings-proxy-off")).busy(busy == Some(Asked::Remove));
        if is_proxied && ui.add(off).clicked() {
            self.ask(cx, Asked::Remove);
        }
    }

    fn ask(&mut self, cx: &Cx<'_>, asked: Asked) {
        self.error = None;
        self.works = false;
        let proxy = if asked == Asked::Remove { None } else { self.proxy() };
        let ticket = match (asked, proxy) {
            (Asked::Remove, _) => cx.run(|ticket| Command::SetProxy { ticket, proxy: None }),
            (_, None) => {
                self.error = Some(cx.t("settings-proxy-bad").to_owned());
                return;
            }
            (Asked::Save, proxy) => cx.run(|ticket| Command::SetProxy { ticket, proxy }),
            (Asked::Test, Some(proxy)) => cx.run(|ticket| Command::TestProxy { ticket, proxy }),
        };
        self.asked = Some((asked, ticket));
    }

    fn proxy(&self) -> Option<Proxy> {
        let port = self.port.trim().parse::<u16>().ok().filter(|port| *port > 0)?;
        let user = self.user.trim();
        Some(Proxy {
            kind: if self.is_http { ProxyKind::Http } else { ProxyKind::Socks5 },
            host: self.host.trim().to_owned(),
            port,
            user: (!user.is_empty()).then(|| user.to_owned()),
            password: (!self.password.is_empty()).then(|| Secret::new(self.password.clone())),
        })
    }

    fn take_answer(&mut self, cx: &Cx<'_>) {
        let Some((asked, answer)) = self.asked.and_then(|(asked, ticket)| Some((asked, cx.answer(ticket)?))) else {
            return;
        };
        self.asked = None;
        match (asked, answer) {
            (_, Err(failure)) => self.error = Some(failure_sentence(cx.text, failure.code).to_owned()),
            (Asked::Test, Ok(_)) => self.works = true,
            (Asked::Save, Ok(_)) => {
                cx.act(Action::Toast(ToastKind::Done, cx.t("settings-proxy-saved").to_owned()));
            }
            (Asked::Remove, Ok(_)) => {
                cx.act(Action::Toast(ToastKind::Done, cx.t("settings-proxy-removed").to_owned()));
            }
        }
    }
}
