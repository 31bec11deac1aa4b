# Import without reset_triggers, and add them later: a map that the state does not have yet resets the factor.
import {
  to = pam_privx_user_mfa.alice
  id = "0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c"
}
