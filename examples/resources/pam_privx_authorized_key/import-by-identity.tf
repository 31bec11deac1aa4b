import {
  to = pam_privx_authorized_key.alice_laptop
  identity = {
    user_id = "0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c"
    key_id  = "2765b005-4ce1-4b2b-a9ca-ee6c4d6f2792"
  }
}
