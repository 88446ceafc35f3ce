// What `fenjin/screen/components/editor.js` takes of CodeMirror.
export { autocompletion, closeCompletion, completionStatus, selectedCompletion } from "@codemirror/autocomplete"
export { history, historyKeymap, insertNewlineKeepIndent, standardKeymap } from "@codemirror/commands"
export { SQLDialect } from "@codemirror/lang-sql"
export { HighlightStyle, syntaxHighlighting, syntaxTree } from "@codemirror/language"
export { Compartment, EditorState, Prec } from "@codemirror/state"
export { EditorView, keymap, placeholder } from "@codemirror/view"
export { tags } from "@lezer/highlight"
