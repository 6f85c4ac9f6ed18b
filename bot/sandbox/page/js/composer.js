// The box in which a person writes: messages, files on them, slash commands, and the app's shortcuts.

import { Refused, upload } from "./api.js";
import { h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { menu } from "./popover.js";
import { state } from "./state.js";
import { deliver } from "./surfaces.js";
import { toast } from "./toast.js";

/** What a person typed, with known @names and #channels made mentions, as Slack's own box does. */
function withMentions(text) {
  let out = text;
  for (const one of state.usergroups) out = out.replaceAll(`@${one.handle}`, `<!subteam^${one.id}>`);
  for (const one of state.people) out = out.replaceAll(`@${one.name}`, `<@${one.id}>`).replaceAll(`@${one.first}`, `<@${one.id}>`);
  for (const one of state.channels) out = out.replaceAll(`#${one.name}`, `<#${one.id}|${one.name}>`);
  return out;
}

export class Composer {
  /** `target()` answers {channel, threadTs?}; `id` is given to the text box. */
  constructor({ id, target, placeholder }) {
    this.target = target;
    this.files = [];
    this.suggestions = h("div", { class: "suggestions", role: "listbox", id: `${id}-list`, "aria-label": t("composer.commands"), hidden: true });
    this.text = h("textarea", { id, rows: 1, placeholder, "aria-label": placeholder, autocomplete: "off", role: "combobox", "aria-expanded": "false",
      "aria-controls": `${id}-list`, "aria-autocomplete": "list", "data-composer": true, oninput: () => this.typed(), onkeydown: (event) => this.key(event), onblur: () => setTimeout(() => this.suggest(""), 150) });
    this.sendButton = h("button", { type: "button", class: "send", "aria-label": t("composer.send"), title: t("composer.send"), "data-send": true, disabled: true,
      onclick: () => this.send() }, icon("send", 17));
    const bolt = h("button", { type: "button", class: "icon-button", "aria-label": t("composer.shortcuts"), title: t("composer.shortcuts"), "aria-haspopup": "menu", "aria-expanded": "false",
      "data-shortcuts-menu": true, onclick: () => this.shortcuts(bolt) }, icon("bolt", 16));
    this.attached = h("ul", { class: "files composer-files", hidden: true });
    const native = h("input", { type: "file", class: "file-native", multiple: true, tabindex: "-1", "aria-hidden": "true", "data-attach-input": true,
      onchange: async () => {
        await this.attach([...native.files]);
        native.value = "";
      } });
    const clip = h("button", { type: "button", class: "icon-button", "aria-label": t("composer.attach"), title: t("composer.attach"), "data-attach": true,
      onclick: () => native.click() }, icon("file", 16));
    this.node = h("div", { class: "composer" }, this.suggestions,
      h("div", { class: "composer-box" }, this.text, this.attached,
        h("div", { class: "composer-row" }, bolt, clip, native, h("span", { class: "composer-hint" }, t("composer.hint")), this.sendButton)));
  }

  /** Names what is written to. */
  name(placeholder) {
    this.text.placeholder = placeholder;
    this.text.setAttribute("aria-label", placeholder);
  }

  /** Puts words into the box and the cursor after them. */
  put(words) {
    this.text.value = words;
    this.typed();
    this.text.focus();
  }

  /** Uploads files at once, as Slack does, and shows them below the text until it is sent. */
  async attach(chosen) {
    for (const file of chosen) {
      try {
        this.files.push(await upload(state.me.id, file));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        toast(t("toast.refused", { why: error.message }), "trouble");
      }
    }
    this.drawFiles();
    this.text.focus();
  }

  drawFiles() {
    this.attached.hidden = !this.files.length;
    this.attached.replaceChildren(...this.files.map((file) =>
      h("li", { class: "file", "data-file": file.id }, icon("file", 16), h("span", {}, file.name),
        h("button", { type: "button", class: "chip-remove", "aria-label": t("remove", { label: file.name }), onclick: () => {
          this.files = this.files.filter((one) => one !== file);
          this.drawFiles();
        } }, icon("close", 12)))));
    this.typed();
  }

  typed() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 180)}px`;
    this.sendButton.disabled = !this.text.value.trim() && !this.files.length;
    const word = /^\/\S*$/.exec(this.text.value)?.[0];
    this.suggest(this.target().threadTs ? "" : word ?? "");
  }

  suggest(word) {
    const found = word ? state.commands.filter((one) => one.command.startsWith(word) && one.command !== word) : [];
    this.found = found;
    this.chosen = 0;
    this.suggestions.hidden = !found.length;
    this.text.setAttribute("aria-expanded", String(found.length > 0));
    this.suggestions.replaceChildren(...found.map((one, index) =>
      h("button", { type: "button", role: "option", tabindex: "-1", class: "suggestion", "aria-selected": String(index === 0), "data-command": one.command,
        onclick: () => this.put(`${one.command} `) },
        h("span", { class: "avatar avatar-bot", style: "--size:24px" }, "6x"),
        h("strong", {}, one.command), h("span", { class: "muted" }, one.usage_hint ?? ""), h("small", {}, one.description ?? ""))));
  }

  key(event) {
    const listed = !this.suggestions.hidden;
    if (event.key === "Escape" && listed) {
      event.preventDefault();
      this.suggest("");
    } else if ((event.key === "Tab" && !event.shiftKey && listed) || (event.key === "Enter" && listed && this.found[this.chosen])) {
      event.preventDefault();
      if (event.key === "Enter" && this.found.length === 1 && this.text.value.length > 3) {
        this.text.value = this.found[0].command;
        this.send();
      } else this.put(`${this.found[this.chosen].command} `);
    } else if (listed && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      this.chosen = (this.chosen + (event.key === "ArrowDown" ? 1 : -1) + this.found.length) % this.found.length;
      [...this.suggestions.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === this.chosen)));
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    }
  }

  async send() {
    const text = this.text.value.trim();
    if (!text && !this.files.length) return;
    const { channel, threadTs } = this.target();
    const command = text.startsWith("/") && !threadTs ? text.split(/\s/)[0] : "";
    const files = command ? [] : this.files.splice(0);
    this.text.value = "";
    this.drawFiles();
    const delivery = await deliver("command", { channel, text: command ? text : withMentions(text), thread_ts: threadTs, files }, command);
    if (delivery === null && !this.text.value) {
      this.files.push(...files);
      this.drawFiles();
      this.put(text);
    }
  }

  shortcuts(button) {
    const known = state.shortcuts.filter((one) => one.type === "global");
    menu(button, [
      ...known.map((one) => ({ label: one.name, hint: state.bot?.name, data: { "data-shortcut": one.callback_id },
        action: () => deliver("shortcut", { callback_id: one.callback_id }) })),
      ...state.commands.map((one) => ({ label: one.command, hint: one.description, data: { "data-command": one.command }, action: () => this.put(`${one.command} `) })),
    ], t("composer.shortcuts"));
  }
}
