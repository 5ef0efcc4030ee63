/**
 * For browsers without shadow DOM, as Internet Explorer 11 and Safari 9: loaded before the host announces itself, and there
 * alone. It gives the page what host, bridge, glue and program need and the browser lacks; of what is there two things
 * are replaced: `key` of keyboard events, and `setProperty` for custom properties. ES5, as all that it serves.
 */

extendMath();
extendElements(Element.prototype, Node.prototype);
extendEvents(KeyboardEvent.prototype);
extendWindow();
give(window, 'TextEncoder', TextEncoder);
give(window, 'TextDecoder', TextDecoder);
give(window, 'Promise', Promise);
extendStyle(CSSStyleDeclaration.prototype);
give(Element.prototype, 'attachShadow', attachShadow);
