// The editor in place of a text area, which stays in the form and holds what is written.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, ensureSyntaxTree, indentOnInput } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";
import { completions } from "./completion.js";
import { language, look } from "./look.js";

/** Puts an editor before `area` and hides the area; gives the view. */
export function editorFor(area) {
  const { form } = area;
  const host = document.createElement("div");
  host.className = "editor";
  // in a shadow tree the editor's styles are constructed sheets, which a strict policy allows without a nonce
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({ doc: area.value, extensions: extensionsFor(area, form) }),
  });
  area.before(host);
  area.hidden = true;
  // a required field that cannot be seen would stop the form without a word
  area.required = false;
  form.addEventListener("submit", (event) => {
    if (view.state.doc.toString().trim()) return;
    event.preventDefault();
    view.focus();
  });
  // the browser brings back what stood in the area when one comes back to the page
  addEventListener("pageshow", () => replace(view, area.value));
  for (const hint of form.querySelectorAll(".keys")) hint.hidden = false;
  form.querySelector(`label[for="${area.id}"]`)?.addEventListener("click", () => view.focus());
  showTrouble(view, area.dataset);
  return view;
}

function extensionsFor(area, form) {
  const { dataset } = area;
  const run = { key: "Mod-Enter", run: () => (form.requestSubmit(), true) };
  return [
    lineNumbers(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    language,
    // Tab stays the key that leaves the editor
    autocompletion({ override: [completions(dataset.terms)], icons: false, maxRenderedOptions: 60 }),
    keymap.of([run, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": dataset.label, lang: "zxx" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) keep(area, update.state.doc.toString());
    }),
    EditorState.phrases.of({ Completions: dataset.completions, Diagnostics: dataset.wrong, close: dataset.close }),
    look,
  ];
}

/** Keeps `text` in the form, and says beside links and code of the page that they are for what stood there before. */
function keep(area, text) {
  area.value = text;
  for (const hint of document.querySelectorAll("[data-outdated]")) hint.hidden = text === area.defaultValue;
}

function replace(view, text) {
  if (text === view.state.doc.toString()) return;
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

/** Where the grammar first finds something wrong; an engine often notices it later. */
function firstError(state) {
  let found = Infinity;
  ensureSyntaxTree(state, state.doc.length, 200)?.iterate({
    enter(node) {
      if (node.type.isError) found = Math.min(found, node.from);
    },
  });
  return found;
}

/** Marks the place that the server named; its message is text, never markup. */
function showTrouble(view, { line, column, trouble }) {
  if (!trouble) return;
  const { doc } = view.state;
  const { from: start, to: end } = doc.line(Math.min(Math.max(Number(line) || 1, 1), doc.lines));
  // the server counts whole characters from 1, the editor their halves from 0
  const before = [...doc.sliceString(start, end)].slice(0, Math.max(Number(column) - 1, 0)).join("");
  const told = Math.min(start + before.length, Math.max(end - 1, start));
  const from = Math.min(told, firstError(view.state));
  const word = /^[\w:?$<-]*/.exec(doc.sliceString(from, doc.lineAt(from).to))[0];
  const to = Math.min(Math.max(from + word.length, from + 1), doc.length);
  view.dispatch(setDiagnostics(view.state, [{ from, to, severity: "error", message: trouble }]));
  view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
}
