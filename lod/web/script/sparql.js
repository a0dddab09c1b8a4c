// The SPARQL page with script: an editor in place of the text area, and buttons that copy. The page works without.
import { editorFor } from "./editor.js";
import { offerCopies } from "./copying.js";

const area = document.querySelector("textarea[data-terms]");
// browsers before 2023 cannot construct its style sheets: they keep the text area
if (area && "adoptedStyleSheets" in document) editorFor(area);
offerCopies(document);
