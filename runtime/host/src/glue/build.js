// What the runtime calls by name: it stands beside the generated glue, in its scope.

/**
 * Makes elements as a template says, and returns the first (see runtime/src/dom.rs). A template is a constant of the
 * runtime; nothing that comes from elsewhere is read here.
 */
function build(template) {
  var marks = { '.': 'class', ':': 'part', '!': 'data-do' };
  var parents = [];
  var first;
  var last;
  function add(node) {
    last = node;
    first = first || node;
    if (parents[0]) { parents[0].appendChild(node); }
  }
  template.replace(/([.:!]?)([\w-]+)|\[([^\]]*)]|\{([^}]*)}|[()]/g, function (all, mark, word, attributes, path) {
    if (all === '(') {
      parents.unshift(last);
    } else if (all === ')') {
      last = parents.shift();
    } else if (mark) {
      last.setAttribute(marks[mark], word);
    } else if (word) {
      add(document.createElement(word));
    } else if (path) {
      add(shape('svg'));
      last.setAttribute('viewBox', '0 0 24 24');
      last.setAttribute('aria-hidden', 'true');
      last.appendChild(shape('path')).setAttribute('d', path);
    } else {
      attributes.split(' ').forEach(function (attribute) {
        var parts = attribute.split('=');
        last.setAttribute(parts[0], parts[1] || '');
      });
    }
  });
  return first;
}

/** Sets a property of a part, or where it has none of that name an attribute; the names are constants of the runtime. */
function put(node, selector, name, value) {
  node = node.querySelector(selector);
  if (name in node) { node[name] = value; } else { node.setAttribute(name, value); }
}

function shape(tag) { return document.createElementNS('http://www.w3.org/2000/svg', tag); }
