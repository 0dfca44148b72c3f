"""The synthetic hall, as pure functions of a seed number: no Django, no database, nobody real.

`places` gives province, centre, departments and regions; `items` what can be applied for; `volumes` how many cases of
each fate; `rhythm` on which days; `applicants` who; `courses` and `histories` what happens to each case; `weeks` what
the windows told and the inspectors saw.
"""
