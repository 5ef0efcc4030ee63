//! What a pointer does: it meets only what lies on top, where an element's own `click` meets anything.

/// Begins a check's script: `at` finds an element of the widget, `shows` whether it can be seen, `press` clicks it once a
/// pointer would reach it.
pub(crate) const POINTER: &str = "
    const at = selector => document.getElementById('avmsdk-root').shadowRoot.querySelector(selector);
    const shows = selector => !!at(selector) && at(selector).getClientRects().length > 0;
    const hit = node => {
      const box = node.getBoundingClientRect();
      const found = node.getRootNode().elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      return !!found && node.contains(found);
    };
    const press = async selector => {
      await until(selector, () => shows(selector));
      at(selector).scrollIntoView({ block: 'center' });
      await until('a pointer at ' + selector, () => hit(at(selector)));
      at(selector).click();
    };
";
