// The file input: chosen or dropped files are uploaded to the workspace at once, as Slack does.

import { Refused, upload } from "./api.js";
import { fresh, h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { state } from "./state.js";
import { toast } from "./toast.js";

/** The node of a `file_input`; its value is an array of file objects. */
export function fileInput(element, place, marks) {
  let files = [...(place.value() ?? [])];
  const most = element.max_files ?? 10;
  const id = place.id ?? fresh("file");
  const list = h("ul", { class: "files" });
  const accept = (element.filetypes ?? []).map((type) => `.${type}`).join(",");
  const input = h("input", { type: "file", id, class: "file-native", accept: accept || null, multiple: most > 1,
    "aria-describedby": place.describedBy, ...marks });
  const drop = h("label", { class: "file-drop", for: id }, icon("file", 20), h("span", { class: "file-choose" }, t("file.choose")),
    h("span", { class: "muted" }, t("file.drop")), accept && h("span", { class: "muted" }, accept.replaceAll(",", " ")));
  const node = h("div", { class: "file-input" }, input, drop, list);

  async function take(chosen) {
    for (const file of chosen) {
      if (files.length >= most) {
        toast(t("file.limit", { count: most }), "trouble");
        break;
      }
      const waiting = h("li", { class: "file muted" }, t("file.uploading", { name: file.name }));
      list.append(waiting);
      try {
        files = [...files, await upload(state.me.id, file)];
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        toast(t("toast.refused", { why: error.message }), "trouble");
      }
      draw();
    }
    place.change(files);
  }

  function draw() {
    list.replaceChildren(...files.map((file) =>
      h("li", { class: "file", "data-file": file.id }, icon("file", 16), h("span", {}, file.name ?? file.id),
        h("button", { type: "button", class: "chip-remove", "aria-label": t("remove", { label: file.name ?? file.id }), onclick: () => {
          files = files.filter((one) => one !== file);
          draw();
          place.change(files);
        } }, icon("close", 12)))));
    drop.classList.toggle("compact", files.length > 0);
  }

  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  draw();
  return node;
}
