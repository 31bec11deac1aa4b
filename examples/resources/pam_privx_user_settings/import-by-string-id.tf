# An import shows every key of the document. Those that the configuration does not have stay in the document.
import {
  to = pam_privx_user_settings.alice
  id = "0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c"
}
