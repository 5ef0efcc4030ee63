// The overview: a frame for each state, as the form says. What is chosen stands in the address.
(function () {
  'use strict';

  var FRAME = 390;

  document.addEventListener('DOMContentLoaded', function () {
    var form = document.getElementById('how');
    new URLSearchParams(location.search).forEach(function (value, name) {
      if (form.elements[name]) form.elements[name].value = value;
    });
    form.addEventListener('input', show);
    form.addEventListener('submit', function (event) { event.preventDefault(); });
    show();

    function show() {
      var chosen = new URLSearchParams();
      new FormData(form).forEach(function (value, name) { if (value) chosen.set(name, value); });
      history.replaceState(null, '', '?' + chosen);
      var size = chosen.get('size').split('x').map(Number);
      var only = (chosen.get('only') || '').trim();
      ['size', 'only'].forEach(function (name) { chosen.delete(name); });
      var groups = new Map();
      window.gallery.states.forEach(function (state, name) {
        if (name.indexOf(only) < 0) return;
        if (!groups.has(state.group)) groups.set(state.group, make('div', { 'class': 'row' }));
        groups.get(state.group).appendChild(frame(name, '/gallery/' + name + '?' + chosen, size));
      });
      var place = document.getElementById('states');
      place.textContent = '';
      groups.forEach(function (row, group) {
        place.appendChild(make('h2', {}, group));
        place.appendChild(row);
      });
    }
  });

  function frame(name, url, size) {
    var scale = Math.min(1, FRAME / size[0]);
    var figure = make('figure', {});
    var caption = make('figcaption', {});
    caption.appendChild(make('a', { href: url }, name));
    figure.appendChild(caption);
    var box = make('div', { 'class': 'frame' });
    box.style.width = size[0] * scale + 'px';
    box.style.height = size[1] * scale + 'px';
    var inner = make('iframe', { src: url, loading: 'lazy', title: name, width: size[0], height: size[1] });
    inner.style.transform = 'scale(' + scale + ')';
    box.appendChild(inner);
    figure.appendChild(box);
    return figure;
  }

  function make(tag, attributes, text) {
    var node = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { node.setAttribute(name, attributes[name]); });
    if (text) node.textContent = text;
    return node;
  }
})();
