// Goes on to the demo, which has an origin of its own.
location.replace(document.body.dataset.demo);
