// Every page's script: parts of pages by htmx, uploads, units, the price table's keys. Pages work without it.
import "./parts_of_pages.js";
import "./upload.js";
import "./units.js";
import "./price_table.js";
import "./list_filter.js";
import "./copy.js";
import "./printing.js";
