// What the pages before the door add to django-allauth's scripts for keys.

// A way that this browser cannot go is not offered.
if (window.PublicKeyCredential) {
  for (const way of document.querySelectorAll("[data-needs-key]")) way.hidden = false;
}

// A key that was not found or was put away is said on the page, not only in the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const fault = document.querySelector("[data-key-fault]");
  if (fault) fault.hidden = false;
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});
