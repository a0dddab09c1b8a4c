// What may come next in a query: names of our vocabulary with their labels, prefixes, variables, words of SPARQL.
import { snippetCompletion } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { functions, keywords } from "./words.js";

const MOST = 200;
// what is about to be written: a variable, a prefixed name, a word; letters of any script
const BEFORE = /(?:[?$][\p{L}\p{N}_]*|[\p{L}\p{N}_-]*:?[\p{L}\p{N}_-]*)$/u;
const SILENT = new Set(["String", "Comment", "IriRef"]);

/** A source of completions; `address` is where our vocabulary is. */
export function completions(address) {
  let loading = null;
  return async (context) => {
    const { state, pos } = context;
    if (SILENT.has(syntaxTree(state).resolveInner(pos, -1).name)) return null;
    const line = state.doc.lineAt(pos);
    const written = BEFORE.exec(line.text.slice(0, pos - line.from))[0];
    if (!written && !context.explicit) return null;
    loading ??= vocabulary(address);
    const known = await loading;
    // next time again, should the network have failed
    if (!known.terms.length) loading = null;
    if (context.aborted) return null;
    const from = pos - written.length;
    const options = /^[?$]/.test(written)
      ? variables(state, pos)
      : named(known, written, state.sliceDoc(Math.max(0, from - 500), from));
    return options.length ? { from, options, filter: false } : null;
  };
}

async function vocabulary(address) {
  try {
    const response = await fetch(address);
    if (response.ok) return await response.json();
  } catch {
    // without it there are still variables and words
  }
  return { prefixes: {}, terms: [] };
}

function variables(state, pos) {
  const found = new Map();
  syntaxTree(state).iterate({
    enter(node) {
      if (node.name === "Var" && !(node.from < pos && pos <= node.to)) {
        const name = state.sliceDoc(node.from, node.to);
        found.set(name.slice(1), { label: name, type: "variable" });
      }
    },
  });
  const typed = /[?$]([\p{L}\p{N}_]*)$/u.exec(state.sliceDoc(Math.max(0, pos - 100), pos))[1];
  return [...found].filter(([name]) => plain(name).startsWith(plain(typed))).map(([, option]) => option);
}

function named(known, written, before) {
  if (/\bPREFIX\s+$/i.test(before)) return declarations(known, written);
  const sought = plain(written);
  const wanted = kindAfter(before);
  const terms = known.terms
    .map((term) => [rank(term, sought), term])
    .filter(([points]) => points > 0)
    .map(([points, term]) => [term.kind === wanted ? points + 10 : points, term])
    .sort(([a], [b]) => b - a)
    .slice(0, MOST)
    .map(([points, term]) => optionOf(known, term, points));
  return [...terms, ...(written.includes(":") ? [] : words(sought))];
}

/** What kind of name stands at this place of a triple, as far as the text before it tells. */
function kindAfter(before) {
  if (/(?:^|[\s;.{])(?:a|rdf:type)\s+$/.test(before)) return "class";
  // after a semicolon, or after a subject
  if (/;\s*$/.test(before) || /[.{}]\s*[^\s.{};]+\s+$/.test(before)) return "property";
  return null;
}

/** How well a term fits: its name before its labels, beginnings before middles. */
function rank(term, sought) {
  const [prefix, local = ""] = plain(term.name).split(":");
  const texts = Object.values(term.label ?? {}).map(plain);
  if (sought.includes(":")) {
    const [wanted, rest] = sought.split(":");
    if (prefix !== wanted) return 0;
    return local.startsWith(rest) ? 9 : local.includes(rest) || texts.some((text) => text.includes(rest)) ? 6 : 0;
  }
  if (local.startsWith(sought)) return 8;
  if (texts.some((text) => text.startsWith(sought))) return 7;
  if (prefix.startsWith(sought)) return 5;
  return local.includes(sought) || texts.some((text) => text.includes(sought)) ? 3 : 0;
}

function optionOf(known, term, points) {
  return {
    label: term.name,
    detail: inLanguage(term.label),
    type: term.kind,
    boost: points,
    info: () => about(term),
    apply: (view, completion, from, to) => apply(known, view, term.name, from, to),
  };
}

/** Writes the name, and the declaration of its prefix where there is none. */
function apply(known, view, name, from, to) {
  const prefix = name.slice(0, name.indexOf(":"));
  const namespace = known.prefixes[prefix];
  const changes = [{ from, to, insert: name }];
  if (namespace && !isDeclared(view.state, prefix)) {
    changes.unshift({ from: 0, insert: `PREFIX ${prefix}: <${namespace}>\n` });
  }
  const shift = changes.length > 1 ? changes[0].insert.length : 0;
  view.dispatch({ changes, selection: { anchor: from + shift + name.length }, userEvent: "input.complete" });
}

function isDeclared(state, prefix) {
  let found = false;
  syntaxTree(state).iterate({
    enter(node) {
      const declares = node.name === "Pname_ns" && node.node.parent?.name === "PrefixDecl";
      found ||= declares && state.sliceDoc(node.from, node.to) === `${prefix}:`;
    },
  });
  return found;
}

function declarations(known, written) {
  const sought = plain(written.replace(":", ""));
  return Object.entries(known.prefixes)
    .filter(([prefix]) => prefix.startsWith(sought))
    .map(([prefix, namespace]) => ({ label: `${prefix}: <${namespace}>`, type: "namespace" }));
}

function words(sought) {
  if (!sought) return [];
  const starts = (word) => word.toLowerCase().startsWith(sought);
  return [
    ...keywords.filter(starts).map((word) => ({ label: word, type: "keyword", boost: -1 })),
    ...functions
      .filter(starts)
      .map((word) => snippetCompletion(`${word}(\${})`, { label: `${word}()`, type: "function", boost: -2 })),
  ];
}

/** Label, meaning and kind of a term, as text nodes only. */
function about(term) {
  const box = document.createElement("div");
  for (const [text, role] of [[inLanguage(term.label), "name"], [inLanguage(term.comment), "text"], [term.iri, "iri"]]) {
    if (!text) continue;
    const part = document.createElement("p");
    part.className = `about-${role}`;
    part.textContent = text;
    box.append(part);
  }
  return box;
}

function inLanguage(texts = {}) {
  return texts[document.documentElement.lang] ?? Object.values(texts)[0] ?? "";
}

/** Without accents and capitals, as people type. */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
